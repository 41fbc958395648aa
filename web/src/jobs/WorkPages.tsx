import { NavLink } from 'react-router';

/** The pages about work: its jobs, its queue, and how much of it machines could do. */
export function WorkPages() {
  return (
    <nav aria-label="About work" className="work-pages">
      <NavLink to="/jobs" end>
        Jobs
      </NavLink>{' '}
      <NavLink to="/jobs/queue">Queue</NavLink> <NavLink to="/jobs/capacity">Capacity</NavLink>
    </nav>
  );
}
