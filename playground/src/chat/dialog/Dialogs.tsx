import type { DialogName } from '../dialogs.ts';
import { Announcements } from './Announcements.tsx';
import { CreateRoom } from './CreateRoom.tsx';
import { EditRoom } from './EditRoom.tsx';
import { Find } from './Find.tsx';
import { Members } from './Members.tsx';
import { Profile } from './Profile.tsx';
import { SignOut } from './SignOut.tsx';

export function Dialogs({ dialog, onClose }: { dialog: DialogName; onClose: () => void }) {
  switch (dialog.kind) {
    case 'find':
      return <Find code={dialog.code ?? ''} onClose={onClose} />;
    case 'create':
      return <CreateRoom onClose={onClose} />;
    case 'members':
      return <Members roomId={dialog.roomId} onClose={onClose} />;
    case 'edit':
      return <EditRoom roomId={dialog.roomId} onClose={onClose} />;
    case 'announcements':
      return <Announcements onClose={onClose} />;
    case 'profile':
      return <Profile onClose={onClose} />;
    case 'signOut':
      return <SignOut onClose={onClose} />;
  }
}
