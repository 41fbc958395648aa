using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute.Slurm;

/// <summary>The file that says how a cluster is used: the members of <see cref="SlurmOptions"/> as JSON, with comments where somebody likes them.</summary>
public static class SlurmOptionsFile
{
    /// <summary>Environment: names the file, for servers that are started without an option for it.</summary>
    public const string Variable = "ACETATE_SLURM";

    private static readonly JsonSerializerOptions Strict = new(ComputeJson.Options)
    {
        // A name that is spelled wrong would otherwise be taken for one that was left out.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">It says something that cannot be done; the message names it and the file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SlurmOptions Read(string path)
    {
        var text = File.ReadAllBytes(path);
        try
        {
            // The mark that some editors put before the text.
            var json = text.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text.AsSpan(3) : text;
            var options = JsonSerializer.Deserialize<SlurmOptions>(json, Strict) ?? throw new FormatException($"{path} is empty. It must at least name a 'spool' folder.");
            if (options.Problems() is { IsEmpty: false } problems) throw new FormatException($"{path}: {string.Join(' ', problems)} See docs/guide/elastic-compute.md.");
            return options;
        }
        catch (JsonException problem)
        {
            throw new FormatException($"{path} is not understood: {problem.Message} Times are written as \"0:01:30\". See docs/guide/elastic-compute.md.", problem);
        }
    }
}
