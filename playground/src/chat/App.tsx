import { useState } from 'react';
import type { DialogName } from './dialogs.ts';
import { DialogsContext } from './dialogs.ts';
import { Dialogs } from './Dialogs.tsx';
import { Frame } from './Frame.tsx';
import { SignIn } from './SignIn.tsx';
import { useSelect } from './spark.ts';

export function App() {
  const isSignedIn = useSelect(({ session }) => session !== null);
  const [dialog, show] = useState<DialogName | null>(null);
  if (!isSignedIn) return <SignIn />;
  return (
    <DialogsContext value={show}>
      <Frame />
      {dialog && <Dialogs dialog={dialog} onClose={() => { show(null); }} />}
    </DialogsContext>
  );
}
