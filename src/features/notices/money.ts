/** What an amount is: digits, perhaps with a minus and decimals. */
const DECIMAL = /^-?\d{1,12}(?:\.\d{1,4})?$/;

/** Whether there is such a currency, by its three letters of ISO 4217. */
export const isCurrency = (code: string): boolean =>
  /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code);

/** Decimals that a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
  2;

/**
 * An amount as a decimal text with as many decimals as its currency has: `12.5` USD as `12.50`. Undefined for what is
 * no number, or is finer than the currency.
 */
export function readAmount(amount: number | string, currency: string): string | undefined {
  const text = typeof amount === 'number' ? String(amount) : amount.trim();
  if (!DECIMAL.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.split('.');
  const decimals = decimalsOf(currency);
  const rest = fraction.replace(/0+$/, '');
  if (rest.length > decimals) return undefined;
  return decimals === 0 ? whole : `${whole}.${rest.padEnd(decimals, '0')}`;
}

/** `12.50` USD as `$12.50`, −3 EUR as `-€3.00`. `amount` is a decimal text, so that nothing is rounded. */
export function moneyText(amount: string, currency: string): string {
  // Safe because readAmount made the text: TypeScript takes only texts that look like numbers.
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount as `${number}`);
}
