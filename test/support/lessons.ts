/** The lessons that are shipped, as a host tells of them. */
export { lessonSummaries as shippedLessons } from '../../src-main/host/app/lessons.ts';
