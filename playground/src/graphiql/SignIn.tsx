import { useState, type SyntheticEvent } from 'react';
import { connection, person, signIn, signOut } from './session.ts';
import { useValue } from './state.ts';

const DEMO = ['alice', 'bob', 'carol'];
const DEMO_PASSWORD = 'spark-demo';

/** The server says so in the page. */
const isDemo = document.querySelector('meta[name="spark-demo"]') !== null;

/** Who is signed in, and how to be somebody. */
export function SignIn() {
  const someone = useValue(person);
  const socket = useValue(connection);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isOther, setOther] = useState(!isDemo);

  const enter = async (username: string, password: string) => {
    setBusy(true);
    try {
      setProblem(await signIn(username, password));
    } catch {
      setProblem('The server does not answer.');
    } finally {
      setBusy(false);
    }
  };

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    };
    void enter(text('username'), text('password'));
  };

  return (
    <section className="sign-in" aria-label="Sign in">
      {isDemo && (
        <div className="people" role="group" aria-labelledby="sign-in-as">
          <span id="sign-in-as">Sign in as</span>
          {DEMO.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={someone?.username === name}
              disabled={isBusy}
              onClick={() => void enter(name, DEMO_PASSWORD)}
            >
              {name}
            </button>
          ))}
          <button type="button" aria-expanded={isOther} onClick={() => { setOther(!isOther); }}>
            other…
          </button>
        </div>
      )}
      {isOther && !(someone && !isDemo) && (
        <form onSubmit={submit}>
          <input name="username" aria-label="Username" placeholder="Username" autoComplete="username" required />
          <input
            name="password"
            type="password"
            aria-label="Password"
            placeholder="Password"
            autoComplete="current-password"
            required
          />
          <button type="submit" disabled={isBusy}>
            Sign in
          </button>
        </form>
      )}
      <p role="status" className={problem ? 'problem' : ''}>
        {problem ??
          (someone ? (
            <>
              <span className={`dot ${socket}`} title={`The socket is ${socket}`} />
              Signed in as <bdi>{someone.displayName}</bdi>
            </>
          ) : (
            'Nobody is signed in'
          ))}
      </p>
      {someone && (
        <button type="button" onClick={() => { void signOut(); }}>
          Sign out
        </button>
      )}
    </section>
  );
}
