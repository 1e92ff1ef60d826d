import { createClockLook } from "../src/engine/loops/clock.ts";
import type { ClockLook } from "../src/engine/loops/clock.ts";
import type { EngineEvent } from "../src/engine/engine-event.ts";
import { count, submit, takeUp } from "./world.ts";
import type { Clocks, Server, World } from "./world.ts";

/** How soon is looked again where something went wrong or came in between, as in the loop of the engine. */
const AGAIN_MS = 1_000;
/** Between a look at the clock and the transaction of what it found. */
const SLOWEST_MS = 3_000;

interface Clock {
  readonly look: ClockLook;
  /** What the look under way found due. */
  readonly due: EngineEvent[];
  /** Which of its alarms counts: the newest one. */
  alarm: number;
  /** Its server went down: what it was about to submit is lost. */
  isGone: boolean;
}

/** Each server looks at the clock, for the same schedules. */
export function createClocks(): Clocks {
  const clocks = new Map<Server, Clock>();
  let isStopped = false;
  const forget = (): void => {
    for (const clock of clocks.values()) {
      clock.alarm += 1;
      clock.isGone = true;
    }
    clocks.clear();
  };
  return {
    hear(world) {
      if (isStopped) return;
      for (const server of world.servers) {
        const clock = clocks.get(server) ?? newClock(world, server);
        clocks.set(server, clock);
        wakeAt(world, server, { clock, at: world.now + (server.cache ? 0 : AGAIN_MS) });
      }
    },
    forget,
    stop() {
      isStopped = true;
      forget();
    },
  };
}

function newClock(world: World, server: Server): Clock {
  const due: EngineEvent[] = [];
  const engine = {
    current: () => takeUp(world, server),
    // Submitted when the look is over, and a little later.
    submit(event: EngineEvent) {
      due.push(event);
      return Promise.resolve({ type: "done" } as const);
    },
  };
  return { look: createClockLook({ engine, now: () => new Date(world.now) }), due, alarm: 0, isGone: false };
}

function wakeAt(
  world: World,
  server: Server,
  { clock, at }: { readonly clock: Clock; readonly at: number },
): void {
  clock.alarm += 1;
  const { alarm } = clock;
  world.mail.send(at, async () => {
    if (clock.alarm !== alarm) return;
    const wake = await clock.look();
    for (const event of clock.due.splice(0)) {
      const latency = world.luck.between(0, SLOWEST_MS);
      world.mail.send(world.now + latency, () => tick(world, server, { clock, event }));
    }
    if (clock.alarm === alarm) wakeAt(world, server, { clock, at: Math.max(wake.getTime(), world.now + 1) });
  });
}

/** Without a version it was lost, or something came in between: what is due now is another question. */
async function tick(
  world: World,
  server: Server,
  { clock, event }: { readonly clock: Clock; readonly event: EngineEvent },
): Promise<void> {
  if (clock.isGone) return;
  const [answer] = (await submit(world, server, [event])) ?? [];
  const isMade = answer && "outcome" in answer && answer.outcome.type === "version" && answer.outcome.version;
  count(world, isMade ? "tick" : "tick without a version");
  if (!isMade) wakeAt(world, server, { clock, at: world.now + AGAIN_MS });
}
