/** Counts the work that goes on after Slack had its acknowledgement; `app.stop()` does not wait for it. */
export interface InFlight {
  /** Counts it until it settles and gives it back. */
  track<T>(work: Promise<T>): Promise<T>;
  readonly count: number;
  /** Resolves when nothing is under way, at the latest after `ms`; true when everything was finished. */
  drain(ms: number): Promise<boolean>;
}

export function inFlight(): InFlight {
  const under = new Set<Promise<unknown>>();
  const settled = async (): Promise<true> => {
    while (under.size > 0) await Promise.allSettled([...under]);
    return true;
  };
  return {
    track(work) {
      under.add(work);
      const done = () => under.delete(work);
      work.then(done, done);
      return work;
    },
    get count() {
      return under.size;
    },
    async drain(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>(resolve => {
        timer = setTimeout(resolve, ms, false);
      });
      const finished = await Promise.race([settled(), late]);
      clearTimeout(timer);
      return finished;
    },
  };
}
