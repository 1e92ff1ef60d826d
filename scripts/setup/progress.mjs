// Says what is under way and for how long: one line that counts on a terminal, plain lines elsewhere.
const HEARTBEAT_MS = 15_000;

export function createProgress(stream = process.stdout) {
  return stream.isTTY && process.env.CI === undefined ? onTerminal(stream) : inLines(stream);
}

function onTerminal(stream) {
  return {
    async step(name, work) {
      const startedAt = Date.now();
      const draw = () => stream.write(`\r\x1b[K… ${name} ${seconds(startedAt)}`);
      draw();
      const timer = setInterval(draw, 500);
      const end = (mark) => {
        clearInterval(timer);
        stream.write(`\r\x1b[K${mark} ${name} ${seconds(startedAt)}\n`);
      };
      return settle(work, end);
    },
  };
}

function inLines(stream) {
  return {
    async step(name, work) {
      const startedAt = Date.now();
      stream.write(`… ${name}\n`);
      const beat = () => stream.write(`… ${name}, still at it after ${seconds(startedAt)}\n`);
      const timer = setInterval(beat, HEARTBEAT_MS);
      const end = (mark) => {
        clearInterval(timer);
        stream.write(`${mark} ${name} ${seconds(startedAt)}\n`);
      };
      return settle(work, end);
    },
  };
}

async function settle(work, end) {
  try {
    const result = await work();
    end(result?.failed ? "✗" : "✓");
    return result;
  } catch (error) {
    end("✗");
    throw error;
  }
}

function seconds(startedAt) {
  const elapsed = (Date.now() - startedAt) / 1000;
  return elapsed < 10 ? `${elapsed.toFixed(1)} s` : `${Math.round(elapsed)} s`;
}
