/** Makes text safe inside XML and HTML, in content and in attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '�')
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
