using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Scheduling;

namespace Acetate.Server.Uploads;

/// <summary>Where the records of uploads outlive the server that writes them: a folder of its home where there is one server, the database where there are several.</summary>
public interface IUploadRecords
{
    /// <summary>All that are kept.</summary>
    Task<ImmutableArray<UploadRecord>> AllAsync(CancellationToken cancellationToken);

    /// <summary>Keeps one, in place of the one of the same id. When it returns, it lasts.</summary>
    Task PutAsync(UploadRecord record, CancellationToken cancellationToken);

    /// <summary>Forgets one.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A small JSON file for each upload.</summary>
internal sealed class FolderUploadRecords(string folder) : IUploadRecords
{
    /// <summary>All that are kept; what is none any more is put aside.</summary>
    public ImmutableArray<UploadRecord> All()
    {
        Directory.CreateDirectory(folder);
        var all = ImmutableArray.CreateBuilder<UploadRecord>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json"))
        {
            if (TryRead(path) is { } record) all.Add(record);
            else File.Move(path, path + ".unreadable", overwrite: true);
        }

        return all.ToImmutable();
    }

    public Task<ImmutableArray<UploadRecord>> AllAsync(CancellationToken cancellationToken) => Task.FromResult(All());

    // Temporary name, fsync, rename: a record is whole or absent.
    public Task PutAsync(UploadRecord record, CancellationToken cancellationToken)
    {
        var path = PathOf(record.Id);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, record, JsonSerializerOptions.Web);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(id));
        return Task.CompletedTask;
    }

    private string PathOf(string id) => Path.Combine(folder, id + ".json");

    private static UploadRecord? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<UploadRecord>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Rows of the library's database, which the next scheduler finds.</summary>
/// <param name="library">The library of the scheduler's term: one that is no longer the scheduler writes no record.</param>
/// <param name="shelf">Which shelf they belong to.</param>
/// <param name="earlier">The folder in which a server kept them when it was alone; its records are taken over once.</param>
internal sealed class SharedUploadRecords(MediaLibrary library, string shelf, FolderUploadRecords earlier) : IUploadRecords
{
    public async Task<ImmutableArray<UploadRecord>> AllAsync(CancellationToken cancellationToken)
    {
        foreach (var record in earlier.All())
        {
            await PutAsync(record, cancellationToken);
            await earlier.RemoveAsync(record.Id, cancellationToken);
        }

        return [.. (await library.ReadAsync(tx => tx.UploadsUnderWayAsync(shelf, cancellationToken), cancellationToken)).Select(text => JsonSerializer.Deserialize<UploadRecord>(text, JsonSerializerOptions.Web)!)];
    }

    public Task PutAsync(UploadRecord record, CancellationToken cancellationToken) =>
        library.WriteAsync(tx => tx.PutUploadUnderWayAsync(shelf, record.Id, JsonSerializer.Serialize(record, JsonSerializerOptions.Web), cancellationToken), cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken) => library.WriteAsync(tx => tx.RemoveUploadUnderWayAsync(shelf, id, cancellationToken), cancellationToken);
}
