import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, isComplete, isOfAge, needsTwoReviewers } from './rules.ts';

test('a person is of age from the eighteenth birthday on, also one born on 29 February', () => {
  const ages: [born: string, day: string, ofAge: boolean][] = [
    ['2008-11-26', '2026-11-25', false],
    ['2008-11-26', '2026-11-26', true],
    ['2008-02-29', '2026-02-28', false],
    ['2008-02-29', '2026-03-01', true],
    ['1950-01-01', '2026-11-26', true],
  ];
  for (const [born, day, ofAge] of ages)
    assert.equal(isOfAge(born, new Date(`${day}T12:00:00Z`)), ofAge, `${born} on ${day}`);
});

test('an application is complete if an adult sent one document of each type', () => {
  const adult = { submittedAt: new Date('2026-11-26'), dateOfBirth: '1985-12-10' };
  const documentTypes = ['identity', 'bank-statement'];
  assert.ok(isComplete({ ...adult, documentTypes }));
  assert.ok(!isComplete({ ...adult, documentTypes: ['identity', 'identity'] }));
  assert.ok(!isComplete({ ...adult, documentTypes: ['bank-statement'] }));
  assert.ok(!isComplete({ ...adult, dateOfBirth: '2010-01-01', documentTypes }));
});

test('the day is that of the institution, not of the server or the applicant', () => {
  const eveningInNewYork = new Date('2026-11-26T02:00:00Z');
  assert.equal(dayOf(eveningInNewYork), '2026-11-25');
  assert.ok(!isOfAge('2008-11-26', eveningInNewYork));
  assert.ok(isOfAge('2008-11-26', new Date('2026-11-26T05:00:00Z')));
});

test('above 25,000 dollars two reviewers have to approve', () => {
  assert.deepEqual([2_500_000, 2_500_001].map(needsTwoReviewers), [false, true]);
});
