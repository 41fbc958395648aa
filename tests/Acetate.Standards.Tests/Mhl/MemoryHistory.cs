using System.Collections.Immutable;
using System.Text;
using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>A folder that exists in memory only, as a bucket would hold it: histories are made and loaded without a disk.</summary>
internal sealed class MemoryHistory
{
    public static readonly DateTimeOffset Start = new(2026, 1, 16, 9, 15, 0, TimeSpan.Zero);

    public static readonly MhlCreator Creator = new() { HostName = "cart", Tool = "test", ToolVersion = "1" };

    public SortedDictionary<string, byte[]> Media { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);

    public HistoryFiles Files => new()
    {
        ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. Documents.Keys, .. Media.Keys]),
        OpenReadAsync = (path, _) => ValueTask.FromResult<Stream>(new MemoryStream(Documents[path], writable: false)),
        WriteAsync = (file, _) =>
        {
            Assert.True(file.Replaces || !Documents.ContainsKey(file.Path), $"{file.Path} would be replaced");
            Documents[file.Path] = file.Bytes.ToArray();
            return ValueTask.CompletedTask;
        },
    };

    public string this[string path]
    {
        set => Media[path] = Encoding.UTF8.GetBytes(value);
    }

    public Task<MhlHistory> LoadAsync() => MhlHistory.LoadAsync(Files, "CARD");

    public ImmutableArray<ObservedFile> Observe(params HashFormat[] formats)
    {
        using var hash = new MultiHash(formats);
        return [.. Media.Select(m =>
        {
            hash.Append(m.Value);
            return new ObservedFile(m.Key, m.Value.Length, hash.Finish());
        })];
    }

    public GenerationRequest Request(int minute, params HashFormat[] formats) => new()
    {
        At = Start.AddMinutes(minute),
        Creator = Creator,
        Files = Observe(formats.Length == 0 ? [HashFormat.Xxh64] : formats),
    };

    public async Task<PreparedGeneration> SealAsync(int minute, bool detectRenames = false, params HashFormat[] formats)
    {
        var history = await LoadAsync();
        var prepared = history.PrepareGeneration(Request(minute, formats) with { DetectRenames = detectRenames });
        await prepared.WriteAsync(Files);
        return prepared;
    }

    public string DocumentEndingIn(string end) => Documents.Keys.Single(k => k.EndsWith(end, StringComparison.Ordinal));

    public void Edit(string document, string find, string replace)
    {
        var text = Encoding.UTF8.GetString(Documents[document]);
        Assert.Contains(find, text, StringComparison.Ordinal);
        Documents[document] = Encoding.UTF8.GetBytes(text.Replace(find, replace, StringComparison.Ordinal));
    }

    /// <summary>Edits a manifest and makes the chain agree with it, as a forger with some knowledge would.</summary>
    public void Forge(string manifest, string find, string replace)
    {
        var before = C4(Documents[manifest]);
        Edit(manifest, find, replace);
        Edit("ascmhl/ascmhl_chain.xml", before, C4(Documents[manifest]));
    }

    private static string C4(byte[] bytes)
    {
        using var hash = new MultiHash(HashFormat.C4);
        hash.Append(bytes);
        return hash.Finish()[0].Text;
    }
}
