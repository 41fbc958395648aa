import { Component, type ReactNode } from 'react';
import { ProblemNote } from './ProblemNote';

/** Keeps the rest of the page when a place fails: a blank screen would say that the footage is gone. */
export class Failed extends Component<{ children: ReactNode; place: string }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: { place: string }) {
    if (before.place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <>
        <h1>This page failed</h1>
        <ProblemNote error={this.state.error} retry={() => this.setState({ error: null })} />
      </>
    );
  }
}
