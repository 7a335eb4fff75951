import { useEffect, useState } from 'react';
import { DialogsContext, type DialogName } from './dialogs.ts';
import { Dialogs } from './dialog/Dialogs.tsx';
import { Frame } from './Frame.tsx';
import { useLanguage } from './i18n/index.ts';
import { useTitle } from './notices/title.ts';
import { routeOf, showList, useHash } from './route.ts';
import { SignIn } from './SignIn.tsx';
import { useSelect } from './spark.ts';

export function App() {
  const person = useSelect(({ session }) => session?.token ?? null);
  const language = useLanguage();
  useTitle();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // Another person begins anew, with no dialog of the one before.
  return person === null ? <SignIn /> : <SignedIn key={person} />;
}

function SignedIn() {
  const route = routeOf(useHash());
  const [chosen, show] = useState<DialogName | null>(null);
  const dialog: DialogName | null = route.kind === 'join' ? { kind: 'find', code: route.code } : chosen;
  return (
    <DialogsContext value={show}>
      <Frame isCovered={dialog !== null} />
      {dialog && (
        <Dialogs
          key={dialog.kind}
          dialog={dialog}
          onClose={() => {
            show(null);
            if (route.kind === 'join') showList();
          }}
        />
      )}
    </DialogsContext>
  );
}
