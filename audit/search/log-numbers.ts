/**
 * A log may hold numbers: how long, how many, how large. A data field that is logged as one of them
 * is a short number, which turns up by chance in other places, but not in the log of a process that
 * measures milliseconds and kilobytes.
 */
export const smallestOddNumber = 1_000_000;

/** How such a number is searched for, long enough not to be mistaken for another. */
export const spellLogNumber = (number: number): string => `a number in a log: ${number}.`;

/** The numbers from `smallestOddNumber` in lines of JSON, rounded down and up, one a line. */
export function numbersIn(log: string): string {
  const numbers = [...log.matchAll(/"[a-z]+":(\d{7,}(?:\.\d+)?)(?=[,}])/gi)].map(([, number]) =>
    Number(number),
  );
  const whole = numbers.flatMap((number) => [Math.floor(number), Math.ceil(number)]);
  return [...new Set(whole)].map((number) => `${spellLogNumber(number)}\n`).join('');
}
