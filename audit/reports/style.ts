/** For the HTML report. A sign and a word show each state; colour only repeats them. */
export const style = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #15202b; --soft: #56657a; --line: #dfe4ea;
  --good: #0b6b3a; --good-back: #e3f4ea; --bad: #a11212; --bad-back: #fde8e8; --warn: #7a4b00; --warn-back: #fdf0d5;
  --known: #24509a; --known-back: #e6eefb; }
@media (prefers-color-scheme: dark) { :root { --page: #10161d; --card: #18212b; --ink: #e8edf3; --soft: #9fb0c3;
  --line: #2b3846; --good: #6fd6a0; --good-back: #12301f; --bad: #ff9b9b; --bad-back: #3c1719; --warn: #f2c879;
  --warn-back: #392a10; --known: #9cc0ff; --known-back: #172a47; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 clamp(12px, 3vw, 32px); }
header { margin-top: clamp(12px, 3vw, 32px); padding-block: 24px; border-radius: 14px; background: var(--good-back);
  border-left: 8px solid var(--good); width: calc(100% - 24px); }
header.leak { background: var(--bad-back); border-color: var(--bad); }
header.blind { background: var(--warn-back); border-color: var(--warn); }
.title { margin: 0; color: var(--soft); font-weight: 600; }
h1 { margin: 4px 0 16px; font-size: clamp(24px, 4.5vw, 40px); line-height: 1.15; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 36px 0 10px; font-size: 20px; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; font-weight: 650; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 8px 12px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; }
thead th { white-space: nowrap; }
thead small { display: block; color: var(--soft); font-weight: 400; }
.grid tbody th { position: sticky; left: 0; background: var(--card); font-weight: 500; min-width: 130px; }
.grid td { white-space: nowrap; }
.bytes { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.grid thead th:last-child { text-align: right; }
.nothing b { color: var(--good); } .expected b { color: var(--known); }
td.leak, tr.leak > * { background: var(--bad-back); } td.leak b, strong.missing, td.leak small { color: var(--bad); }
td.missing, tr.missing > *, tr.not-exercised > * { background: var(--warn-back); } td.missing b { color: var(--warn); }
.rows td, .rows th { min-width: 90px; } .rows td:nth-child(6) { min-width: 240px; } .rows td:first-child { min-width: 0; color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 0; list-style: none; color: var(--soft); font-size: 13px; }
.problems ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 8px; }
.problems li { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--bad); border-radius: 10px;
  padding: 10px 14px; overflow-wrap: anywhere; }
.note { display: block; color: var(--soft); font-size: 13px; }
.count { font-size: 14px; color: var(--soft); font-weight: 400; }
summary { cursor: pointer; color: var(--soft); font-size: 13px; }
code { font: 13px/1.6 ui-monospace, monospace; background: var(--page); padding: 1px 6px; border-radius: 6px; }
:focus-visible { outline: 3px solid var(--known); outline-offset: 2px; }
footer { padding-block: 32px; color: var(--soft); font-size: 13px; }
@media print { body { background: #fff; } .scroll { overflow: visible; } details > * { display: block; } }
`;
