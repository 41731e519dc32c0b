import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { extractText, getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs';

type StructTreeNode = Awaited<ReturnType<PDFPageProxy['getStructTree']>>;
import { newReference } from '#vault/references.ts';
import { someDetails } from '#lending/testing/lending.ts';
import { loadFonts, loadRegular } from './fonts.ts';
import { letterPdf } from './letter.ts';
import { runsOf } from './runs.ts';

const names = [
  ...['Łukasz Żółw', 'José', 'Jose\u0301', 'Γιώργος', 'Юлия', 'राम', 'कृष्ण', 'Nguyễn Thị Ánh'],
  ...['王小明', '陳小華', '𠮷野家', 'はなこ', '김민준', 'ㄅㄆ', 'สมชาย', 'ลิ้นจี่', 'ລາວ', 'O’Connor'],
  ...['דוד בן גוריון', 'Արամ', 'გიორგი', 'አበበ', 'Ada 😀', '👩‍👩‍👧', 'محمد عبد الله', 'کتاب‌خانه'],
  ...['தமிழ் கொ', 'ශ්‍රී', 'ខ្មែរ', 'မောင် ကြည်', 'བོད་ཡིག', 'ગુજરાતી', 'ଓଡ଼ିଆ', 'తెలుగు', 'ಕನ್ನಡ'],
  ...['മലയാളം', 'ਪੰਜਾਬੀ', 'বাংলা'],
];

test('a name in any script can be copied from the letter as it was typed', async () => {
  for (const fullName of names) {
    const { text, isAddressed } = await letterTo({ fullName });
    assert.ok(isAddressed, fullName);
    const copied = text.normalize('NFC');
    assert.ok(copied.includes(`Dear ${fullName.normalize('NFC')},`), `${fullName}: ${text}`);
    assert.ok(copied.includes(`${fullName.normalize('NFC')}\n1 Main Street`), text);
  }
});

test('no letter of any script is printed as an empty box', async () => {
  for (const name of [...names, 'ދިވެހި']) {
    const glyphs = await glyphsOf(name);
    assert.ok(glyphs.length > 0 && !glyphs.includes(0), `${name}: ${glyphs.join()}`);
  }
});

test('each letter of the name is drawn, in the address and after “Dear”', async () => {
  const [shorter, longer] = await Promise.all(
    ['علي', 'علي محمد'].map(async (fullName) => drawingsIn((await letterTo({ fullName })).file)),
  );
  const added = await glyphsOf('محمد');
  // And the blank.
  assert.equal(longer! - shorter!, 2 * (added.length + 1));
});

test('a letter that no font has is not printed, and the letter goes to the customer by reference', async () => {
  for (const fullName of ['𓀀', 'Ada \u{10ffff}', '\u0378']) {
    const { text, isAddressed, reference } = await letterTo({ fullName });
    assert.equal(isAddressed, false, fullName);
    assert.ok(text.includes('Dear Customer,') && text.includes(`Application ${reference}`), text);
  }
  const { text, isAddressed } = await letterTo({ fullName: 'Ada Byron', address: '1 𓀀 Street' });
  assert.equal(isAddressed, false);
  assert.ok(text.includes('Dear Ada Byron,') && !text.includes('Street'), text);
});

test('the letter has a title, a language and a structure in which it is read aloud', async () => {
  const { file } = await letterTo({ fullName: 'محمد' });
  const { info } = await file.getMetadata();
  const { Title, Language } = info as { Title: string; Language: string };
  assert.deepEqual([Title, Language], ['We could not use what you sent us', 'en-US']);
  const tree = await (await file.getPage(1)).getStructTree();
  const roles = (tree.children[0] as StructTreeNode).children.map((part) =>
    'role' in part ? part.role : undefined,
  );
  const steps = ['P', 'P', 'P'];
  assert.deepEqual(roles, [...['P', 'P', 'H1', 'P', 'P', 'P', 'H2'], ...steps, ...['P', 'P', 'P']]);
});

test('Arabic letters are joined, and words stand from right to left', async () => {
  const isolated = await Promise.all([...'محمد'].map(glyphsOf));
  assert.notDeepEqual((await glyphsOf('محمد')).toReversed(), isolated.flat());
  assert.deepEqual(await visual('محمد علي 12', 'auto'), ['12', ' ', 'علي', ' ', 'محمد']);
  assert.deepEqual(await visual('Dear דוד (a),', 'ltr'), ['Dear ', 'דוד', ' (a),']);
  assert.deepEqual(await visual('א (ב)', 'auto'), ['(', 'ב', ')', ' ', 'א']);
});

test('an address without spaces is broken into lines that stay in their column', async () => {
  const street = '北京市朝阳区建国门外大街甲6号华彬中心';
  const { text } = await letterTo({ address: street.repeat(4) });
  const lines = text.split('\n').filter((line) => /\p{Script=Han}/u.test(line));
  assert.ok(lines.length > 3 && lines.every((line) => [...line].length <= 24), lines.join('\n'));
  assert.equal(lines.join(''), street.repeat(4));
});

async function letterTo(changes: { fullName?: string; address?: string }) {
  const reference = newReference('app');
  const details = { ...someDetails, address: '1 Main Street', ...changes };
  const { pdf, isAddressed } = await letterPdf({
    details,
    assessment: undefined,
    outcome: 'declined',
    date: new Date(),
    reference,
    portalUrl: 'https://portal.example',
  });
  const file = await getDocumentProxy(new Uint8Array(await buffer(pdf)));
  return { ...(await extractText(file, { mergePages: true })), file, isAddressed, reference };
}

async function drawingsIn(file: PDFDocumentProxy): Promise<number> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray } = await (await file.getPage(1)).getOperatorList();
  return fnArray.filter((operator) => operator === OPS.constructPath).length;
}

async function glyphsOf(text: string): Promise<number[]> {
  const runs = await runsIn(text, 'auto');
  return runs.flatMap(({ text: run, font }) => font.font.layout(run).glyphs.map(({ id }) => id));
}

async function visual(text: string, direction: 'auto' | 'ltr'): Promise<string[]> {
  return (await runsIn(text, direction)).map((run) => run.text);
}

async function runsIn(text: string, direction: 'auto' | 'ltr') {
  const fontOf = await loadFonts(text, await loadRegular());
  assert.ok(fontOf, text);
  return runsOf(text, fontOf, direction);
}
