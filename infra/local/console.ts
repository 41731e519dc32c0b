import type { Progress } from './download.ts';

export interface Console {
  say(text: string): void;
  /** Does `work` and prints how long it took. `detail` may add a few words. */
  step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  /** Prints the progress of a download from time to time. */
  download(name: string): Progress;
}

const megabyte = 1_000_000;

/** The output of `npm start`. @param write prints one line */
export function createConsole(write: (line: string) => void): Console {
  return {
    say: write,
    async step(name, work, detail) {
      const begun = performance.now();
      const result = await work();
      const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
      write(`  ✓ ${name.padEnd(30)}${seconds} s   ${detail?.(result) ?? ''}`.trimEnd());
      return result;
    },
    download(name) {
      let quarter = -1;
      return (received, total) => {
        const reached = Math.floor((4 * received) / total);
        if (reached === quarter) return;
        quarter = reached;
        write(`  … downloading ${name}: ${inMegabytes(received)} of ${inMegabytes(total)} MB`);
      };
    },
  };
}

function inMegabytes(bytes: number): string {
  return (bytes / megabyte).toFixed(0);
}
