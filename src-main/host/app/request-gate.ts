/** Everything that comes from a page passes here before anything is done: it is a request of the contract, or refused. */
import * as v from 'valibot';
import { AppRequest } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';

export type Judged = { request: AppRequest } | { id: number; error: LabError };

const WithId = v.object({ id: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** A refusal carries the message's id, so that its sender learns of it; 0 if it has none. */
export function judge(message: unknown): Judged {
  const parsed = v.safeParse(AppRequest, message);
  if (parsed.success) return { request: parsed.output };
  const withId = v.safeParse(WithId, message);
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'as a whole';
  const error = new LabError('bad-request', `A request from the page, ${where}: ${shortened(issue.message)}.`);
  return { id: withId.success ? withId.output.id : 0, error };
}

/** valibot quotes what it got, which can be a megabyte. */
const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
