/** esbuild bundles these as texts; see assets.ts. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*/htmx.min.js' {
  const text: string;
  export default text;
}
declare module '*/dashboard.js' {
  const text: string;
  export default text;
}
declare module '*/live.js' {
  const text: string;
  export default text;
}
declare module '*/desk.js' {
  const text: string;
  export default text;
}
declare module '*/board.js' {
  const text: string;
  export default text;
}
