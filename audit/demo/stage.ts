import { styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

/** Where the story is told. Colours are left out where they cannot be shown (`NO_COLOR`, or no terminal). */
export interface Stage {
  /** A part of the story. */
  act(title: string): void;
  /** Who does what: `portal → S3`, and what goes over. */
  line(who: string, what: string): void;
  /** Text of its own. */
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
