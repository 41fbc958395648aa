import { Route, Routes, useLocation } from 'react-router';
import { IngestPage } from '../ingest/IngestPage';
import { RollPage } from '../ingest/RollPage';
import { JobPage } from '../jobs/JobPage';
import { JobsPage } from '../jobs/JobsPage';
import { SettingsPage } from '../settings/SettingsPage';
import { TodayPage } from '../today/TodayPage';
import { Failed } from './Failed';
import { ProblemNote } from './ProblemNote';
import { Shell } from './Shell';
import { SignIn } from './SignIn';
import { useMe } from './session';

export function App() {
  const me = useMe();
  const { pathname } = useLocation();
  if (me.isPending) return null;
  if (me.error && !me.data)
    return (
      <main className="sign-in">
        <h1>Acetate</h1>
        <ProblemNote error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  if (!me.data) return <SignIn done={() => void me.refetch()} />;
  return (
    <Shell me={me.data}>
      <Failed place={pathname}>
        <Routes>
          <Route path="/" element={<TodayPage />} />
          <Route path="/ingest" element={<IngestPage />} />
          <Route path="/ingest/rolls/:id" element={<RollPage />} />
          <Route path="/jobs" element={<JobsPage />} />
          <Route path="/jobs/:id" element={<JobPage />} />
          <Route path="/settings" element={<SettingsPage me={me.data} />} />
          <Route
            path="*"
            element={
              <>
                <h1>No such page</h1>
                <p className="empty">The address names nothing. Choose a place on the left.</p>
              </>
            }
          />
        </Routes>
      </Failed>
    </Shell>
  );
}
