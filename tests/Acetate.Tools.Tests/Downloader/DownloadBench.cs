using Acetate.Cli;
using Acetate.Hashing;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Mhl;
using Acetate.Mhl.Disk;
using Acetate.Tools.Tests.Server;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>Rolls that lie verified in a server's store, and the command line that fetches them.</summary>
internal sealed class DownloadBench(RunningServer server)
{
    /// <summary>A verified roll with these files, sealed as ingest seals; the content of each file is made from its path.</summary>
    public async Task<Guid> RollAsync(string name, params (string Path, int Length)[] files)
    {
        var prefix = $"film/20261122/Camera_Media/{name}";
        var folder = Path.Join(server.Library.Options.Store.LocalPath, prefix);
        var (id, kept) = (Guid.CreateVersion7(), new List<RollFile>());
        foreach (var (path, length) in files)
        {
            var bytes = new byte[length];
            Fill(bytes);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, path))!);
            await File.WriteAllBytesAsync(Path.Join(folder, path), bytes);
            using var hash = new MultiHash([HashFormat.Xxh128]);
            hash.Append(bytes);
            kept.Add(new RollFile { Number = kept.Count + 1, Path = path, Length = length, Verdict = RollFileVerdict.Listed, Digests = [new("xxh128", hash.Finish()[0].Text)] });
        }

        await (await MhlFolder.OpenAsync(folder)).SealAsync(new SealOptions { Creator = new MhlCreator { HostName = "set", Tool = "test", ToolVersion = "1" }, At = TimeProvider.System.GetUtcNow(), Formats = [HashFormat.Xxh128], Process = MhlProcess.Transfer });
        await server.Library.WriteAsync(async tx =>
        {
            await tx.AddRollAsync(new Roll { Id = id, Show = RunningServer.Show, Name = name, Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 11, 22), Unit = name, StorePrefix = prefix, FoundAt = tx.Now, Files = kept.Count, Bytes = kept.Sum(f => f.Length) }, default);
            await tx.PutFilesAsync(id, kept, default);
            await tx.PutCopyAsync(new RollCopy { Id = Guid.CreateVersion7(), Roll = id, Tier = CopyTier.Library, Store = server.Library.Options.Store.AbsoluteUri, Prefix = prefix, State = CopyState.Verified, Files = kept.Count, Bytes = kept.Sum(f => f.Length), Generation = 1, WrittenAt = tx.Now, VerifiedAt = tx.Now }, default);
        }, default);
        return id;
    }

    /// <summary>A sealed package of two files in a workspace, and the folder of the store that holds it.</summary>
    public async Task<(Guid Workspace, Guid Folder, string Root)> PackageAsync(string name, string package, string kind = "vfx-pull", Guid? roll = null)
    {
        var (space, made) = await server.Library.WriteAsync(async tx =>
        {
            var workspace = await tx.EnsureWorkspaceAsync(RunningServer.Show, name, WorkspaceKind.Vendor, "admin", default);
            var added = await tx.AddWorkspaceFolderAsync(workspace, package, kind, "admin", roll, default);
            await tx.PutWorkspaceFolderAsync(added with { State = WorkspaceFolderState.Ready, Files = 2, Bytes = 18, ReadyAt = tx.Now }, default);
            return (workspace, added);
        }, default);
        var root = Directory.CreateDirectory(Path.Join(server.Library.Options.Workspaces.LocalPath, made.Prefix, "plates")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Join(root, "count-sheet.html"), "<script>");
        await File.WriteAllTextAsync(Path.Join(root, "plates", "a b#1.exr"), "0123456789");
        await (await MhlFolder.OpenAsync(root)).SealAsync(new SealOptions { Creator = new MhlCreator { HostName = "post", Tool = "test", ToolVersion = "1" }, At = TimeProvider.System.GetUtcNow(), Formats = [HashFormat.Xxh128], Process = MhlProcess.Transfer });
        return (space.Id, made.Id, root);
    }

    /// <summary>A client of somebody who was let into a workspace and has no role in the show.</summary>
    public async Task<(HttpClient Client, string Token)> GuestAsync(string name, Guid space, string access, params TokenScope[] scopes)
    {
        var token = await server.TokenAsync(name, scopes: scopes.Length == 0 ? [TokenScope.Read] : scopes);
        using var admin = server.Client(server.Admin);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await admin.PutAsync($"api/workspaces/{space}/members/{name}", RunningServer.Json($$"""{"access":"{{access}}"}"""))).StatusCode);
        return (server.Client(token), token);
    }

    /// <summary>Bytes that its length decides.</summary>
    private static void Fill(byte[] bytes)
    {
        var state = (uint)bytes.Length;
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)((state = state * 1664525 + 1013904223) >> 24);
    }

    public string Stored(string name, string path) => Path.Join(server.Library.Options.Store.LocalPath, $"film/20261122/Camera_Media/{name}", path);

    /// <summary>A file that holds a token which may fetch rolls of the show, and nothing else.</summary>
    public async Task<string> TokenFileAsync(string name, params TokenScope[] scopes) =>
        Kept(await server.TokenAsync(name, role: ShowRole.Viewer, scopes: scopes.Length == 0 ? [TokenScope.Download] : scopes));

    public static string Kept(string token)
    {
        var file = Path.Join(TempFolder.NewPath(), "token");
        Storage.Local.PrivateFile.Write(file, token);
        return file;
    }

    public async Task<(ExitCode Code, string Output, string Error)> RunAsync(string tokenFile, string to, string[] more, string? url = null, CancellationToken cancellationToken = default)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync(["download", "--server", url ?? server.Url.AbsoluteUri, "--token-file", tokenFile, "--to", to, .. Unless("--reserve", "0"), .. Unless("--patience", "1"), .. more], output, TextWriter.Synchronized(error), cancellationToken);
        return (code, output.ToString(), error.ToString());

        string[] Unless(string option, string value) => more.Contains(option) ? [] : [option, value];
    }

    /// <summary>Files below a folder that are neither manifests nor notes of the downloader, hidden ones among them.</summary>
    public static string[] FilesIn(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(path => Path.GetRelativePath(folder, path)).Where(path => !path.Contains("ascmhl") && !path.StartsWith(".acetate-download", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
