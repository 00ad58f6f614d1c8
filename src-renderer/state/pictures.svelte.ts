/** Which picture of the session a person looks at, and in which form. */
import type { Session } from '../../src-main/common/session/session.ts';
import { csvName } from '../../src-main/common/session/lines/csv.ts';
import { figureRecords, isnRecords, refusalRecords } from '../../src-main/common/session/pictures/csv.ts';
import { saveFile } from './save-file.ts';

export const PICTURES = ['isn', 'cwnd', 'backlog'] as const;
export type Picture = (typeof PICTURES)[number];
export const PICTURE_FORMS = ['picture', 'table'] as const;

export class PicturesState {
  picture = $state<Picture>('isn');
  form = $state<(typeof PICTURE_FORMS)[number]>('picture');
  /** Key of the sender whose window is shown; null = of whom most was told. */
  sender = $state<string | null>(null);
}

const RECORDS: Record<Picture, (session: Session) => Iterable<string>> = {
  isn: isnRecords,
  cwnd: figureRecords,
  backlog: refusalRecords,
};

/** Hands what the picture is drawn from to the person, of the whole session. */
export const savePicture = (session: Session, picture: Picture): void =>
  saveFile(csvName(session, picture), [...RECORDS[picture](session)], 'text/csv');
