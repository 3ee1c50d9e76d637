/** Looks of a transcript: light and dark, readable on paper and on a phone. */
export const TRANSCRIPT_STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1b1c20; --link: #3f4fb8; --line: #d9dce3; --soft: #5c6270; --in: #5865f2; --out: #248046; --note: #b26a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #121317; --text: #ebebee; --link: #a3aef8; --line: #3a3d46; --soft: #a4a9b6; --in: #949cf7; --out: #57c785; --note: #f0b232; } }
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--text); }
a { color: var(--link); }
body { margin: 0 auto; padding: 2rem 1rem; max-width: 48rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .75rem; font-size: 1.05rem; }
.server, small, time, footer { color: var(--soft); font-size: .85rem; }
.server { margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; white-space: pre-wrap; }
main ol { list-style: none; margin: 0; padding: 0; }
main li { margin: 0; padding: .75rem 0 .75rem .9rem; border-top: 1px solid var(--line); border-left: 3px solid transparent; }
main li.in { border-left-color: var(--in); }
main li.out { border-left-color: var(--out); }
main li.note { border-left-color: var(--note); }
main li.event { color: var(--soft); }
.who { display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; margin: 0 0 .25rem; }
.mark { padding: 0 .4rem; border: 1px solid var(--line); border-radius: .3rem; font-size: .75rem; }
.text p { margin: 0; white-space: pre-wrap; }
.text pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); border-radius: .3rem; }
.text blockquote { margin: 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.link { text-decoration: underline; }
.file { margin: .4rem 0 0; }
.file img { display: block; max-width: 100%; max-height: 24rem; margin-bottom: .25rem; border-radius: .4rem; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); }
@media print { body { max-width: none; } main li { break-inside: avoid; } }
`;
