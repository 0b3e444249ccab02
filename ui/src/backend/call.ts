import { asFailure } from './failure'

type Listener = (code: string) => void
const refusedListeners = new Set<Listener>()

/** Told of every refusal's code: the shell goes to the lock screen when the session is gone. */
export function onRefused(listener: Listener): () => void {
  refusedListeners.add(listener)
  return () => refusedListeners.delete(listener)
}

/** Waits for an answer of the core; throws `Failure` and nothing else. */
export async function guarded<T>(asked: () => Promise<T>): Promise<T> {
  try {
    return await asked()
  } catch (thrown) {
    const failure = asFailure(thrown)
    refusedListeners.forEach((listener) => listener(failure.code))
    throw failure
  }
}

/** The same command, refusing with `Failure` and nothing else. */
export function guard<Args extends unknown[], Answer>(command: (...args: Args) => Promise<Answer>): (...args: Args) => Promise<Answer> {
  return (...args) => guarded(() => command(...args))
}
