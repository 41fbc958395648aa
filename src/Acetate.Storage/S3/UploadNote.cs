using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Storage.S3;

/// <summary>The small object that says who writes a large one, and how to take the upload up again. One for each key.</summary>
internal sealed record UploadNote
{
    /// <summary>The key being written.</summary>
    public required string Key { get; init; }

    /// <summary>The fingerprint of the resume tag.</summary>
    public required string Tag { get; init; }

    public required long Length { get; init; }

    public required string UploadId { get; init; }

    /// <summary>Bytes of every part but the last.</summary>
    public required int PartSize { get; init; }

    /// <summary>Also stands in the finished object's metadata, so that a lost answer can be told from a rival's success.</summary>
    public required string Writer { get; init; }

    /// <summary>Who holds the upload now; null when it was let go.</summary>
    public WriterProcess? Owner { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, StorageJsonContext.Default.UploadNote);

    public static UploadNote? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StorageJsonContext.Default.UploadNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A process, named so that another process of the same machine can tell whether it still runs.</summary>
/// <param name="Machine">The machine's boot, which no two share.</param>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, in the kernel's ticks.</param>
internal sealed record WriterProcess(string Machine, int Id, string Started)
{
    public static WriterProcess Current { get; } = new(BootId(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Whether it runs; null when it belongs to another machine.</summary>
    public bool? IsRunning => Machine != Current.Machine ? null : StartOf(Id) == Started;

    private static string BootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : Environment.MachineName;
    }

    private static string? StartOf(int id)
    {
        try
        {
            // Field 22; the name in field 2 may hold spaces and brackets.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Serialisers of what stores write about themselves, made when the program is built.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UploadNote))]
internal sealed partial class StorageJsonContext : JsonSerializerContext;
