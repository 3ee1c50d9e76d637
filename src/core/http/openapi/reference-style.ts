/** Follows the browser's light or dark; narrow screens get the routes above the text. */
export const REFERENCE_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent);
  --link: light-dark(#0b57d0, #9ec1ff); font: 1rem/1.55 system-ui, sans-serif; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; display: grid; grid-template-columns: minmax(15rem, 19rem) minmax(0, 1fr); }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: Canvas; z-index: 1; }
nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding: 1rem 1.25rem; border-right: 1px solid var(--line); font-size: .92rem; }
nav h2 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .2rem 0; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 62rem; }
article { border-top: 1px solid var(--line); padding: 1.25rem 0; }
h3 { margin: 0 0 .25rem; } h4 { margin: 1.25rem 0 .25rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; overflow-x: auto; }
pre code { overflow-wrap: normal; }
.method { font: 700 .78rem ui-monospace, monospace; }
.method.get { color: light-dark(#0a6b3d, #6fdba4); } .method.delete { color: light-dark(#b3261e, #ffb4ab); }
.method.post, .method.put, .method.patch { color: light-dark(#7a4a00, #ffc46b); }
.required { font-size: .8em; font-weight: 400; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .93rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
details { margin: .25rem 0; } summary { cursor: pointer; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; max-height: none; border-right: 0; border-bottom: 1px solid var(--line); }
  table, tbody, tr, th, td { display: block; border-top: 0; padding: .1rem 0; } tr { border-top: 1px solid var(--line); padding: .4rem 0; } }
`;
