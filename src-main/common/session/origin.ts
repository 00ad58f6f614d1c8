/** Who put a frame on the wire that no host has sent. */

export interface Origin {
  /** `rule:1`, `hand`, `built-in`, `netem`. */
  by: string;
  /** Id of the segment that it is another of; null for one of the wire's own. */
  of: number | null;
}

/** From an event's `origin`. */
export function originFrom(origin: string): Origin {
  const copy = /^(.+) of (\d+)$/.exec(origin);
  return copy?.[1] === undefined ? { by: origin, of: null } : { by: copy[1], of: Number(copy[2]) };
}
