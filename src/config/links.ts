import { z } from 'zod';

const expected = 'expected a URL such as https://mail.example.org';

/**
 * An address on the web, written as whoever reads it expects it; nothing that a browser would run. Programs
 * forgive more, each in its own way: a missing slash, one turned round, a line break in the middle.
 */
export const url = z
  .url({ protocol: /^https?$/, hostname: /./, error: expected, abort: true })
  .regex(/^https?:\/\/[^/.][^\\\s\p{C}"<>^`{|}]*$/iu, { error: expected, abort: true })
  .refine((value) => !new URL(value).hostname.includes('..'), expected)
  .refine((value) => {
    const { username, password } = new URL(value);
    return !username && !password;
  }, 'expected a URL without a name or password in it');

/** The beginning of addresses: paths are put behind it. */
export const baseUrl = url.refine(
  (value) => !/[?#]/.test(value),
  'expected a URL without ? and #, as paths are put behind it',
);

/** What readers open, from the emails that they get. */
const opened = ['PUBLIC_URL', 'CAMPAIGN_BOOKING_LINK', 'CAMPAIGN_PDF_DOWNLOAD_LINK'];

/** Links that readers would open in the clear. */
export function faultsOfLinks(given: Record<string, string | undefined>): string[] {
  return opened.flatMap((name) => {
    const value = given[name];
    if (value === undefined || !URL.canParse(value)) return [];
    const { protocol, hostname } = new URL(value);
    return protocol === 'http:' && !isLoopback(hostname)
      ? [`${name}: expected https, as readers open it`]
      : [];
  });
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
