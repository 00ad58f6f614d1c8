/** The lessons that are shipped, as a host tells of them. */
export { shippedLessons } from '../../src-main/host/app/lessons.ts';
