/** The part of hpack.js that is used. It has no types of its own. */
declare module 'hpack.js' {
  interface Header {
    name: string;
    value: string;
  }
  interface Decompressor {
    write(block: Uint8Array): void;
    execute(): void;
    read(): Header | null;
    updateTableSize(bytes: number): void;
    on(event: 'error', listener: (error: Error) => void): void;
  }
  export const decompressor: { create(options: { table: { maxSize: number } }): Decompressor };
}
