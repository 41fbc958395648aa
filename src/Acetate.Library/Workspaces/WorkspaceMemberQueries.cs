using System.Collections.Immutable;

namespace Acetate.Library.Workspaces;

/// <summary>Who may see which workspaces.</summary>
public static class WorkspaceMemberQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>What a principal was given, by workspace; what has ended is among it.</summary>
        public async Task<ImmutableDictionary<Guid, WorkspaceGrant>> WorkspaceGrantsAsync(Guid principal, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<GrantRow>("SELECT workspace_id, access, until FROM workspace_members WHERE principal_id = @principal", new { principal }, cancellationToken))
            .ToImmutableDictionary(row => row.WorkspaceId, row => new WorkspaceGrant(KebabCase.Parse<WorkspaceAccess>(row.Access), row.Until));

        /// <summary>Who may see a workspace, by name.</summary>
        public async Task<List<WorkspaceMember>> WorkspaceMembersAsync(Guid workspace, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<MemberRow>(
                """
                SELECT p.name, p.title, m.access, m.until, m.granted_by, m.granted_at FROM workspace_members m JOIN principals p ON p.id = m.principal_id
                WHERE m.workspace_id = @workspace ORDER BY p.name
                """, new { workspace }, cancellationToken))
            .ConvertAll(row => new WorkspaceMember(row.Name, row.Title, KebabCase.Parse<WorkspaceAccess>(row.Access), row.Until, row.GrantedBy, row.GrantedAt));

        /// <summary>How many were let into each workspace and still are; workspaces of nobody are not in it.</summary>
        public async Task<Dictionary<Guid, int>> WorkspaceMemberCountsAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<CountRow>("SELECT workspace_id, COUNT(*) AS members FROM workspace_members WHERE until IS NULL OR until > @Now GROUP BY workspace_id", new { tx.Now }, cancellationToken))
            .ToDictionary(row => row.WorkspaceId, row => (int)row.Members);

        /// <summary>Lets somebody into a workspace, changes what they may do there, or with null takes it away.</summary>
        /// <exception cref="LibraryException">The end has passed already.</exception>
        public Task PutWorkspaceMemberAsync(Guid workspace, Guid principal, WorkspaceGrant? grant, string actor, CancellationToken cancellationToken)
        {
            if (grant is null) return tx.ExecuteAsync("DELETE FROM workspace_members WHERE workspace_id = @workspace AND principal_id = @principal", new { workspace, principal }, cancellationToken);
            if (grant.Until <= tx.Now) throw new LibraryException(LibraryProblem.Settings, "The end must lie in the future; to take access away at once, take it away.");
            return tx.ExecuteAsync(
                """
                INSERT INTO workspace_members (workspace_id, principal_id, access, until, granted_by, granted_at) VALUES (@workspace, @principal, @access, @Until, @actor, @Now)
                ON CONFLICT (workspace_id, principal_id) DO UPDATE SET access = excluded.access, until = excluded.until, granted_by = excluded.granted_by, granted_at = excluded.granted_at
                """,
                new { workspace, principal, access = KebabCase.Of(grant.Access), grant.Until, actor, tx.Now }, cancellationToken);
        }
    }

    private sealed class GrantRow
    {
        public Guid WorkspaceId { get; set; }
        public string Access { get; set; } = "";
        public DateTimeOffset? Until { get; set; }
    }

    private sealed class CountRow
    {
        public Guid WorkspaceId { get; set; }
        public long Members { get; set; }
    }

    private sealed class MemberRow
    {
        public string Name { get; set; } = "";
        public string Title { get; set; } = "";
        public string Access { get; set; } = "";
        public DateTimeOffset? Until { get; set; }
        public string GrantedBy { get; set; } = "";
        public DateTimeOffset GrantedAt { get; set; }
    }
}
