/**
 * Chromium knows no scheme of ours. app://lab/x goes by the address https://app.lab.invalid/x inside it, which no name
 * server can know (RFC 2606, section 2): a secure origin with the same rules.
 */
const OUTSIDE = /^app:\/\/lab\//;
const INSIDE = /^https:\/\/app\.lab\.invalid\//;

export const insideUrl = (url) => url.replace(OUTSIDE, 'https://app.lab.invalid/');
export const outsideUrl = (url) => url.replace(INSIDE, 'app://lab/');
