import { useDriver } from './spark.ts';

export function SignIn() {
  const driver = useDriver();
  return (
    <button type="button" onClick={() => { driver.wish({ kind: 'signIn', username: 'alice', password: 'spark-demo' }); }}>
      Sign in
    </button>
  );
}
