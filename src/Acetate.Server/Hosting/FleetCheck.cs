using System.Security.Cryptography;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Scheduling;

namespace Acetate.Server.Hosting;

/// <summary>Whether a server fits to the others of its library. It is asked before the server answers anybody.</summary>
internal static class FleetCheck
{
    /// <summary>Keeps other servers away from a database that is for one, which another home may name too.</summary>
    /// <returns>The lock; null where none is needed: the home is locked already, or the database is PostgreSQL.</returns>
    /// <exception cref="LibraryException">Another server has it.</exception>
    public static InstanceLock? TakeDatabase(ServerOptions options)
    {
        var database = LibraryOptions.Load(options.Home).Database;
        if (database.IsPostgres || Path.GetDirectoryName(database.File) is not { } folder || folder == Path.TrimEndingDirectorySeparator(options.Home) || !Directory.Exists(folder)) return null;
        return InstanceLock.TryTake(folder, out var holder) ?? throw new LibraryException(LibraryProblem.Busy,
            $"Another server{(holder.Length > 0 ? $" (process {holder})" : "")} has the database {database.File}. A library in SQLite has one server: use that one, or put the library into PostgreSQL, which any number of servers may share.");
    }

    /// <summary>Demands that this server keeps footage where the others do, and has their key.</summary>
    /// <exception cref="LibraryException">It does not; the message says what to do.</exception>
    public static async Task RequireFitAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        if (!library.Options.Database.IsPostgres) return;
        var (own, home) = (Fleet.StoresOf(library.Options), library.Options.Home);
        var others = await library.ReadAsync(tx => tx.ServersAsync(cancellationToken), cancellationToken);
        if (others.FirstOrDefault(server => server.Stores != own) is { } other)
            throw new LibraryException(LibraryProblem.Settings, $"This server would keep footage in {own}, but the one on {other.Name}, which serves the same library, in {other.Stores}. "
                + $"All servers of a library need the same stores under the same names: set \"store\", \"archive\", \"derived\" and \"workspaces\" in {Path.Join(home, LibraryOptions.SettingsFile)}.");
        var file = Path.Join(home, SecondFactorKey.FileName);
        await library.WriteAsync(async tx =>
        {
            var known = await tx.KeyFingerprintAsync(SecondFactorKey.FileName, cancellationToken);
            if (known is null || others.IsEmpty) SecondFactorKey.Open(home);
            var here = File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken))) : null;
            if (here == known) return;
            if (known is not null && !others.IsEmpty)
                throw new LibraryException(LibraryProblem.Settings, here is null
                    ? $"{file} is missing, and the other servers of the library have it. Copy it, and custody-key.pem where there is one, from the home of the server on {others[0].Name}: codes of second factors that one server takes must be right at all."
                    : $"{file} is not the key that the other servers of the library have. Copy it from the home of the server on {others[0].Name}.");
            await tx.PutKeyFingerprintAsync(SecondFactorKey.FileName, here!, cancellationToken);
        }, cancellationToken);
    }
}
