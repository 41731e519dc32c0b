import { styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

/**
 * The output of the demo. Without colours where they cannot be shown (`NO_COLOR`, or no terminal).
 */
export interface Stage {
  /** Begins a numbered part. */
  act(title: string): void;
  /** Reports what one party sends to another: `portal → S3`. */
  line(who: string, what: string): void;
  /** Prints other text. */
  say(text: string, colour?: Colour): void;
}

/** @param write takes one line */
export function createStage(write: (line: string) => void): Stage {
  let acts = 0;
  const paint = (colour: Colour, text: string): string =>
    styleText(colour, text, { stream: process.stdout, validateStream: true });
  return {
    act(title) {
      acts += 1;
      write(`\n${paint('bold', `${acts}. ${title}`)}`);
    },
    line(who, what) {
      write(`   ${paint('cyan', who.padEnd(19))} ${what}`);
    },
    say(text, colour) {
      write(colour ? paint(colour, text) : text);
    },
  };
}
