// Shows the code of this moment. The page knows no more than that: it asks for the next one when
// its time is over, and every few seconds for how many are in.

const ASK_EVERY = 3000; // milliseconds
const PATIENCE = 5000; // milliseconds for an answer: what hangs is no connection, either
const QUIET = 4; // modules of white around the QR (ISO/IEC 18004)

const at = (id) => document.getElementById(id);
let ends = 0; // by this machine's monotonic clock, for its wall clock may be wrong
let step = 1;

async function ask() {
  let pause = ASK_EVERY;
  try {
    const answer = await fetch(`${location.pathname}/now`, {
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 410) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const told = await answer.json();
    show(told);
    pause = Math.min(pause, Math.max(told.milliseconds, 0) + 50);
    at("trouble").textContent = "";
  } catch {
    at("trouble").textContent = "No connection to the bot; trying again.";
  }
  setTimeout(ask, pause);
}

function show(told) {
  ends = performance.now() + told.milliseconds;
  step = told.step;
  at("class").textContent = told.class;
  at("name").textContent = told.name;
  at("bot").textContent = told.bot;
  at("count").textContent = `${told.attended} of ${told.expected} are in`;
  const half = told.code.length / 2;
  at("code").textContent = `${told.code.slice(0, half)} ${told.code.slice(half)}`;
  draw(told.modules);
  document.body.className = "";
}

function draw(modules) {
  const size = modules.length + 2 * QUIET;
  const squares = modules.flatMap((row, y) =>
    [...row].map((dark, x) => (dark === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")),
  );
  at("qr").setAttribute("viewBox", `0 0 ${size} ${size}`);
  at("qr").querySelector("path").setAttribute("d", squares.join(""));
}

function tick() {
  const left = Math.max(ends - performance.now(), 0);
  at("seconds").textContent = `${Math.ceil(left / 1000)} s`;
  at("rest").style.transform = `scaleX(${left / step})`;
  if (ends && left === 0 && performance.now() - ends > step) document.body.className = "stale";
  requestAnimationFrame(tick);
}

ask();
tick();
