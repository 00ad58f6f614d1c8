export const HOSTS = ['client', 'server'] as const;
export type Host = (typeof HOSTS)[number];
