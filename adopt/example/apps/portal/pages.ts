/**
 * The portal's two pages. Every value is escaped; nothing that was entered is in a link or a title.
 */
import type { Status } from '#intake/intakes.ts';
import type { PatientDetails } from '#intake/stored-types.ts';
import type { IdempotencyKey } from '#vault/index.ts';

export function formPage(idempotencyKey: IdempotencyKey, problem = ''): string {
  return page(
    'Patient intake',
    `${problem && `<p role="alert">${escape(problem)}</p>`}
    <form method="post" action="/patients" enctype="multipart/form-data">
      <input type="hidden" name="idempotencyKey" value="${idempotencyKey}">
      <label>Full name <input name="fullName" required maxlength="120" autocomplete="name"></label>
      <label>Date of birth <input name="dateOfBirth" type="date" required></label>
      <label>Member number <input name="memberNumber" required placeholder="ABC123456789"></label>
      <label>What brings you here? <textarea name="complaint" required maxlength="2000"></textarea></label>
      <label>Lab result (a text file) <input name="labResult" type="file" required accept="text/plain,text/csv"></label>
      <button>Send</button>
    </form>`,
  );
}

export function statusPage({ fullName }: PatientDetails, status: Status | undefined): string {
  const words = {
    urgent: 'Please come in today.',
    routine: 'We will call you to arrange an appointment.',
    submitted: 'We are looking at your lab result.',
  };
  return page('Your intake', `<p>${escape(fullName)}: ${words[status ?? 'submitted']}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body><main><h1>${title}</h1>${body}</main></body>
</html>`;
}

export const style = `
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; }
  label { display: block; margin: 1rem 0; }
  input, textarea { display: block; box-sizing: border-box; width: 100%; font: inherit; padding: 0.4rem; }
  button { font: inherit; padding: 0.5rem 1.5rem; }
  [role='alert'] { border-left: 4px solid #b00; padding-left: 1rem; }
`;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => entities[letter] ?? '');
}
