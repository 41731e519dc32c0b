import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNameIn } from './names.ts';

test('a name is found as people and banks write it', () => {
  const spellings: [name: string, text: string][] = [
    ['Zoë O’Brien', 'Holder: ZOE\n  OBRIEN'],
    ['Łukasz Żółw', 'LUKASZ ZOLW'],
    ['Anna Groß', 'ANNA GROSS'],
    ['Bjørn Ås', 'Mr BJORN AS'],
    ['Jane Doe', 'DOE, JANE'],
    ['Mary-Jane Watson', 'Mary Jane Watson'],
    ['Mary Jane Watson', 'WATSON, MARY‐JANE'],
    ['İpek Işık', 'IPEK ISIK'],
    ['José Pérez', 'Jose\u0301 Pe\u0301rez'],
    ['王小明', '姓名：王小明先生'],
    ['김민준', '예금주 김 민준 님'],
    ['Firat Şahin', 'ﬁrat ŞAHİN'],
    ['محمد علي', 'الاسم: محمد علي'],
  ];
  for (const [name, text] of spellings) assert.ok(isNameIn(text, name), `${name} in ${text}`);
});

test('a name is not found in parts of words, in another order or in another name', () => {
  const others: [name: string, text: string][] = [
    ['An Li', 'the urban limit'],
    ['Al Pay', 'real payments'],
    ['Ada Byron', 'Account holder: Ada Lovelace'],
    ['Jane Mary Doe', 'Mary Jane Doe'],
  ];
  for (const [name, text] of others) assert.ok(!isNameIn(text, name), `${name} in ${text}`);
});

test('a name without a letter is found nowhere', () => {
  for (const name of ['', '...', '—', '\u200b', '123'])
    assert.ok(!isNameIn('... 123 —', name), name);
});

test('a text of characters that stand for many takes no longer than another', () => {
  const started = process.cpuUsage();
  isNameIn('\ufdfa'.repeat(200_000), 'Ada Byron');
  assert.ok(process.cpuUsage(started).user < 1_000_000);
});
