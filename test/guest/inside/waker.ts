/** Does nothing but wake every 5 ms until its stdin ends; then prints by how many seconds it was woken late at most. */
const EVERY = 0.005;
const now = (): number => performance.now() / 1000;

let worst = 0;
let due = now() + EVERY;
const timer = setInterval(() => {
  worst = Math.max(worst, now() - due);
  due = now() + EVERY;
}, EVERY * 1000);
process.stdin.on('end', () => {
  clearInterval(timer);
  console.log(String(worst));
});
process.stdin.resume();
