using Acetate.Library.Database;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_library_of_every_earlier_version_is_brought_up_to_date_with_its_content()
    {
        var all = Migration.In(postgres ? "Postgres" : "Sqlite");
        for (var version = 1; version <= all.Length; version++)
        {
            var options = await TestLibrary.NewOptionsAsync(postgres);
            await using (var old = await MediaLibrary.OpenAsync(options, TimeProvider.System, all[..version], Token))
                await old.WriteAsync(tx => tx.ExecuteAsync(
                    "INSERT INTO shows (name, title, settings, created_at) VALUES ('film', 'A Film', '{}', @Noon)", new { Noon }, Token), Token);

            await using var library = await MediaLibrary.OpenAsync(options, Token);
            await using var read = await library.ReadAsync(Token);

            Assert.Equal(all.Length, await read.ScalarAsync<long>("SELECT COUNT(*) FROM schema_migrations", null, Token));
            Assert.Equal(Noon, (await read.RequireShowAsync("film", Token)).CreatedAt);
        }
    }

    [Fact]
    public async Task A_migration_that_was_finished_after_one_with_a_higher_number_is_made_up_for()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        var (all, now) = (Migration.In(postgres ? "Postgres" : "Sqlite"), TimeProvider.System);
        var next = all[^1].Number + 1;
        var (early, late) = (new Migration(next, "early", "CREATE TABLE early (a TEXT)"), new Migration(next + 1, "late", "CREATE TABLE late (a TEXT)"));
        await using (await MediaLibrary.OpenAsync(options, now, [.. all, late], Token))
        {
        }

        await using (var library = await MediaLibrary.OpenAsync(options, now, [.. all, early, late], Token))
        await using (var read = await library.ReadAsync(Token))
            Assert.Equal(0, await read.ScalarAsync<long>("SELECT COUNT(*) FROM early, late", null, Token));

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, now, [.. all, late], Token));
        Assert.Equal(LibraryProblem.Incompatible, refused.Problem);
    }

    [Fact]
    public void Both_databases_have_the_same_migrations() =>
        Assert.Equal(Migration.In("Sqlite").Select(m => m.Name), Migration.In("Postgres").Select(m => m.Name));

    [Fact]
    public async Task A_library_of_a_newer_program_is_left_alone()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using (var newer = await MediaLibrary.OpenAsync(
            options, TimeProvider.System, [.. Migration.In(postgres ? "Postgres" : "Sqlite"), new Migration(Migration.In("Sqlite")[^1].Number + 1, "later", "CREATE TABLE later (a TEXT)")], Token))
        {
        }

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Incompatible, refused.Problem);
        Assert.Contains("newer Acetate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_made_with_another_text_of_a_migration_is_left_alone()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using (var library = await MediaLibrary.OpenAsync(options, Token))
            await library.WriteAsync(tx => tx.ExecuteAsync("UPDATE schema_migrations SET checksum = 'x' WHERE number = 1", null, Token), Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Incompatible, refused.Problem);
        Assert.Contains("0001_library", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_in_the_middle_changes_nothing()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        var all = Migration.In(postgres ? "Postgres" : "Sqlite");
        await using (await MediaLibrary.OpenAsync(options, Token))
        {
        }

        await Assert.ThrowsAnyAsync<Exception>(() => MediaLibrary.OpenAsync(
            options, TimeProvider.System, [.. all, new Migration(all[^1].Number + 1, "bad", "CREATE TABLE half (a TEXT); INSERT INTO nowhere VALUES (1)")], Token));

        await using var library = await MediaLibrary.OpenAsync(options, Token);
        await Assert.ThrowsAnyAsync<Exception>(() => library.ReadAsync(tx => tx.ScalarAsync<long>("SELECT COUNT(*) FROM half", null, Token), Token));
    }

    [Fact]
    public async Task Four_programs_that_open_a_new_library_at_once_make_it_once()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);

        var libraries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MediaLibrary.OpenAsync(options, Token), Token)));

        await using var read = await libraries[3].ReadAsync(Token);
        Assert.Equal(Migration.In("Sqlite").Length, await read.ScalarAsync<long>("SELECT COUNT(*) FROM schema_migrations", null, Token));
        foreach (var library in libraries) await library.DisposeAsync();
    }

    [Fact]
    public async Task What_steps_were_asked_and_answered_survives_the_move_into_tables_of_its_own()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        var (done, ready) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var old = await MediaLibrary.OpenAsync(options, TimeProvider.System, Migration.In(postgres ? "Postgres" : "Sqlite")[..3], Token))
        {
            await old.WriteAsync(async tx =>
            {
                var job = Guid.CreateVersion7();
                await tx.ExecuteAsync("INSERT INTO jobs (id, key, kind, title, show, subject, priority, state, trace, submitted_by, submitted_at) VALUES (@job, 'k', 'k', 't', 's', '', 0, 'running', '', 'a', @now)", new { job, now = tx.Now }, Token);
                foreach (var (id, number, state, output) in new[] { (done, 0, "done", """{"n":1}"""), (ready, 1, "ready", null) })
                    await tx.ExecuteAsync("""
                        INSERT INTO steps (id, job_id, number, name, function, stage, place, request, uses, weight, cores, memory_mib, stall_seconds, state, waits_for, attempts,
                            failures, losses, done, total, furthest, problem_class, problem, advice, output)
                        VALUES (@id, @job, @number, @state, 'f', '', '', '{"asked":true}', '[]', 1, 1, 1, 1, @state, 0, 0, 0, 0, 0, 0, 0, '', '', '', @output)
                        """, new { id, job, number, state, output }, Token);
                return true;
            }, Token);
        }

        await using var library = await MediaLibrary.OpenAsync(options, Token);
        await using var read = await library.ReadAsync(Token);

        Assert.Equal("""{"asked":true}""", await read.RequestAsync(done, Token));
        Assert.Equal("""{"n":1}""", await read.OutputAsync(done, Token));
        Assert.Equal("""{"asked":true}""", await read.RequestAsync(ready, Token));
        Assert.Null(await read.OutputAsync(ready, Token));
    }
}
