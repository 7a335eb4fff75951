import './door.css';
import { useState, type SyntheticEvent } from 'react';
import logo from '../spark.svg';
import { frame } from './i18n/frame.ts';
import { useText } from './i18n/index.ts';
import { Icon } from './Icon.tsx';
import { useDriver, useSelect } from './spark.ts';

const DEMO = ['alice', 'bob', 'carol'];
const DEMO_PASSWORD = 'spark-demo';

/** The server says so in the page. */
const isDemo = document.querySelector('meta[name="spark-demo"]') !== null;

export function SignIn() {
  const text = useText(frame);
  const driver = useDriver();
  const { isPending, error } = useSelect(({ signIn }) => signIn);
  const ended = useSelect((state) => state.ended);
  const [isNew, setNew] = useState(false);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    };
    const [username, password, displayName] = [field('username'), field('password'), field('displayName').trim()];
    if (isNew) driver.wish({ kind: 'register', username, password, displayName });
    else driver.wish({ kind: 'signIn', username, password });
  };

  return (
    <main className="door">
      <div className="door-card">
        <img src={logo} alt="" width="52" height="52" />
        <h1>Spark</h1>
        <p className="tagline">{text.tagline}</p>
        {ended && !error && (
          <p className="note" role="status">
            {text.ended[ended in text.ended ? (ended as keyof typeof text.ended) : 'REFUSED']}
          </p>
        )}
        {isDemo && !isNew && (
          <>
            <div className="demo" role="group" aria-labelledby="demo">
              <h2 id="demo">{text.signInAs}</h2>
              {DEMO.map((username, n) => (
                <button
                  key={username}
                  type="button"
                  className="demo-person"
                  aria-disabled={isPending}
                  onClick={() => {
                    driver.wish({ kind: 'signIn', username, password: DEMO_PASSWORD });
                  }}
                >
                  <span className={`avatar hue-${n * 3}`} aria-hidden="true">
                    {username.charAt(0).toUpperCase()}
                  </span>
                  {username}
                </button>
              ))}
            </div>
            <p className="or">{text.orSignIn}</p>
          </>
        )}
        <form onSubmit={submit}>
          <label className="field">
            <span>{text.username}</span>
            <input name="username" dir="auto" autoComplete="username" autoCapitalize="none" spellCheck={false} required />
          </label>
          {isNew && (
            <label className="field">
              <span>
                {text.displayName} <small>({text.optional})</small>
              </span>
              <input name="displayName" dir="auto" autoComplete="name" />
            </label>
          )}
          <label className="field">
            <span>{text.password}</span>
            <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required />
          </label>
          {error && (
            <p className="problem" role="alert" lang="en">
              {error.message}
            </p>
          )}
          <button type="submit" className="button primary wide" aria-disabled={isPending}>
            {isPending ? text.pending : isNew ? text.register : text.signIn}
          </button>
        </form>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            setNew(!isNew);
          }}
        >
          {isNew ? text.hasAccount : text.noAccount}
        </button>
        <a className="door-link" href="/graphiql">
          <Icon name="bolt" size={15} />
          {text.explore}
        </a>
      </div>
    </main>
  );
}
