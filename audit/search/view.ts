/** Bytes with one layer of wrapping removed: decompressed, decoded, or unfolded. */
export interface View {
  bytes: Buffer;
  /** Where in the wrapped bytes the content at `offset` of these begins. */
  origin(offset: number): number;
}
