/**
 * The reference for what the wire delivers late: a program that does nothing but wake at set moments, as the core does.
 * `waker.js SECONDS RATE` prints, as JSON, by how many ms each of its waits ended late.
 */
import { LabClock } from '../../src-main/linux/clock.ts';
import { PollSet } from '../../src-main/linux/poll-set.ts';
import { takeShortTurns, wakeOnTime } from '../../src-main/linux/scheduling.ts';

const [seconds = 1, rate = 1000] = process.argv.slice(2).map(Number);
takeShortTurns(300);
wakeOnTime();
const clock = new LabClock();
const poll = new PollSet();
const begin = clock.now();
const late: number[] = [];
for (let n = 1; n <= seconds * rate; n++) {
  const due = begin + n / rate;
  for (let now = clock.now(); now < due; now = clock.now()) poll.wait(due - now);
  late.push((clock.now() - due) * 1000);
}
process.stdout.write(JSON.stringify(late) + '\n');
