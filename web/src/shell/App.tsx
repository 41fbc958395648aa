import { useState } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { ActivityPage } from '../activity/ActivityPage';
import { CutPage } from '../cuts/CutPage';
import { CutsPage } from '../cuts/CutsPage';
import { DailiesPage } from '../dailies/DailiesPage';
import { IngestPage } from '../ingest/IngestPage';
import { RollPage } from '../ingest/RollPage';
import { CapacityPage } from '../jobs/CapacityPage';
import { JobPage } from '../jobs/JobPage';
import { JobsPage } from '../jobs/JobsPage';
import { QueuePage } from '../jobs/QueuePage';
import { ComparePage } from '../library/ComparePage';
import { LibraryPage } from '../library/LibraryPage';
import { PullPage } from '../pulls/PullPage';
import { PullsPage } from '../pulls/PullsPage';
import { ReturnsPage } from '../returns/ReturnsPage';
import { SettingsPage } from '../settings/SettingsPage';
import { LinkPage } from '../sharing/LinkPage';
import { SharedPage } from '../sharing/SharedPage';
import { SharePage, SharesPage } from '../sharing/SharesPage';
import { TodayPage } from '../today/TodayPage';
import { WorkspacePage } from '../workspaces/WorkspacePage';
import { WorkspacesPage } from '../workspaces/WorkspacesPage';
import { ChoosePassword } from './ChoosePassword';
import { Failed } from './Failed';
import { ProblemNote } from './ProblemNote';
import { SetUpCodes } from './SetUpCodes';
import { Shell } from './Shell';
import { Door, SignIn } from './SignIn';
import { isGuest, mustSetUp, useMe } from './session';

export function App() {
  const { pathname } = useLocation();
  if (!pathname.startsWith('/s/')) return <SignedIn />;
  // A link opens for people who have no account and never sign in.
  return (
    <Failed place={pathname}>
      <Routes>
        <Route path="/s/:token" element={<LinkPage />} />
      </Routes>
    </Failed>
  );
}

function SignedIn() {
  const me = useMe();
  const { pathname } = useLocation();
  // The recovery codes stay until they were put away, although the person is in by then.
  const [keepsCodes, setKeepsCodes] = useState(false);
  if (me.isPending) return null;
  if (me.error && !me.data)
    return (
      <Door>
        <ProblemNote error={me.error} retry={() => void me.refetch()} />
      </Door>
    );
  if (!me.data) return <SignIn done={() => void me.refetch()} />;
  if (me.data.scopes.every((scope) => scope === 'enrol'))
    return (
      <Door>
        <p>
          Welcome{me.data.title ? `, ${me.data.title}` : ''}. You sign in as <b>{me.data.name}</b>; choose your
          password.
        </p>
        <ChoosePassword me={me.data} />
      </Door>
    );
  if (mustSetUp(me.data) || keepsCodes)
    return (
      <Door>
        <p>
          A second factor is asked of you: an app on your telephone that makes codes, such as those you use elsewhere.
          Set it up, then go on.
        </p>
        <SetUpCodes
          asksForPassword={false}
          replaces={false}
          shown={() => setKeepsCodes(true)}
          done={() => setKeepsCodes(false)}
        />
      </Door>
    );
  return (
    <Shell me={me.data}>
      <Failed place={pathname}>
        <Routes>
          <Route path="/" element={isGuest(me.data) ? <WorkspacesPage /> : <TodayPage />} />
          <Route path="/ingest" element={<IngestPage />} />
          <Route path="/ingest/rolls/:id" element={<RollPage />} />
          <Route path="/library" element={<LibraryPage />} />
          <Route path="/library/compare" element={<ComparePage />} />
          <Route path="/dailies" element={<DailiesPage />} />
          <Route path="/cuts" element={<CutsPage />} />
          <Route path="/cuts/:id" element={<CutPage />} />
          <Route path="/pulls" element={<PullsPage />} />
          <Route path="/pulls/:id" element={<PullPage />} />
          <Route path="/returns" element={<ReturnsPage />} />
          <Route path="/workspaces" element={<WorkspacesPage />} />
          <Route path="/workspaces/:id" element={<WorkspacePage />} />
          <Route path="/shares" element={<SharesPage />} />
          <Route path="/shares/:id" element={<SharePage />} />
          <Route path="/shared/:id" element={<SharedPage />} />
          <Route path="/jobs" element={<JobsPage />} />
          <Route path="/jobs/queue" element={<QueuePage />} />
          <Route path="/jobs/capacity" element={<CapacityPage />} />
          <Route path="/jobs/:id" element={<JobPage />} />
          <Route path="/activity" element={<ActivityPage />} />
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
