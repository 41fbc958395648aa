import { Route, Routes } from 'react-router';
import { ProblemNote } from './ProblemNote';
import { Shell } from './Shell';
import { SignIn } from './SignIn';
import { useMe } from './session';

export function App() {
  const me = useMe();
  if (me.isPending) return null;
  if (me.error) return <ProblemNote error={me.error} retry={() => void me.refetch()} />;
  if (!me.data) return <SignIn done={() => void me.refetch()} />;
  return (
    <Shell me={me.data}>
      <Routes>
        <Route path="*" element={<p className="empty">There is no such page. Choose a place on the left.</p>} />
      </Routes>
    </Shell>
  );
}
