/** The structure of a letter, in which a screen reader reads it aloud. */

/** Writes a heading or a paragraph; `Artifact` is decoration, which is not read. */
export type Tag = (type: 'H1' | 'H2' | 'P' | 'Artifact', write: () => unknown) => void;

/** For a PDF with the option `tagged`. */
export function createTag(pdf: PDFKit.PDFDocument): Tag {
  const letter = pdf.struct('Document');
  pdf.addStructure(letter);
  return (type, write) => {
    if (type !== 'Artifact') return void letter.add(pdf.struct(type, {}, () => void write()));
    pdf.markContent('Artifact');
    write();
    pdf.endMarkedContent();
  };
}
