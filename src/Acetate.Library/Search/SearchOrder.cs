using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Dapper;

namespace Acetate.Library.Search;

/// <summary>The order of what is found: by one field after the other. Clips that agree in all are in the order of their ids.</summary>
public sealed record SearchOrder
{
    private const int MostKeys = 4;

    private static readonly ImmutableArray<string> Sortable = ["date", "name", "roll", "reel", "scene", "take", "camera", "glass", "codec", "lens", "iso", "rate", "width", "length", "tc"];

    /// <summary>The newest day first, then by roll and name.</summary>
    public static SearchOrder Default { get; } = new() { Text = "-date,roll,name", Keys = [new("date", "shoot_day", true), new("roll", "roll_key", false), new("name", "name_key", false)] };

    /// <summary>The fields, a minus before those that go downwards: <c>-date,roll,name</c>.</summary>
    public required string Text { get; init; }

    internal ImmutableArray<Key> Keys { get; init; } = [];

    internal readonly record struct Key(string Field, string Column, bool IsDown)
    {
        public bool IsNumber => Column is "lens" or "iso" or "rate" or "width" or "milliseconds" or "tc_from";
    }

    /// <summary>Reads an order; an empty text is the default one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SearchOrder? order, [NotNullWhen(false)] out string? reason)
    {
        (order, reason) = (null, null);
        if (string.IsNullOrWhiteSpace(text))
        {
            order = Default;
            return true;
        }

        var keys = ImmutableArray.CreateBuilder<Key>();
        foreach (var part in text.Split(',', MostKeys + 2, StringSplitOptions.TrimEntries))
        {
            var name = part.TrimStart('-');
            if (SearchField.Named(name) is not { } field || !Sortable.Contains(field.Name) || keys.Any(key => key.Field == field.Name))
                reason ??= $"'{QueryReader.Short(part)}' is nothing to sort by. Sort by {string.Join(", ", Sortable)}, each once, with a minus before those that go downwards.";
            else keys.Add(new(field.Name, field.Name == "tc" ? "tc_from" : field.Column, part.StartsWith('-')));
        }

        if (keys.Count > MostKeys) reason ??= $"Sort by {MostKeys} fields at most.";
        if (reason is not null) return false;
        order = new SearchOrder { Text = string.Join(',', keys.Select(key => (key.IsDown ? "-" : "") + key.Field)), Keys = keys.ToImmutable() };
        return true;
    }

    /// <summary>The index that has the rows in this order, read forwards or backwards; null when none has.</summary>
    internal string? Index => Text is "-date,roll,name" or "date,-roll,-name" ? "clip_search_by_day"
        : Keys is [var key] && key.Field is not ("date" or "take") ? $"clip_search_by_{key.Field}" : null;

    private bool IsDownAtLast => Keys[^1].IsDown;

    internal string Sql => string.Join(", ", Keys.Select(key => $"s.{key.Column}{(key.IsDown ? " DESC" : "")}").Append($"s.clip_id{(IsDownAtLast ? " DESC" : "")}"));

    internal string Columns => string.Join(", ", Keys.Select((key, i) => string.Create(CultureInfo.InvariantCulture, $"{(key.IsNumber ? $"CAST(s.{key.Column} AS TEXT)" : $"s.{key.Column}")} AS k{i}")));

    /// <summary>The condition that a row comes after a place; the place's values are bound.</summary>
    internal string After(Place place, DynamicParameters values)
    {
        for (var i = 0; i < Keys.Length; i++) values.Add($"after{i}", Keys[i].IsNumber ? long.Parse(place.Values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : place.Values[i]);
        values.Add("afterId", place.Id);
        // From the last key to the first: after in this one, or the same in it and after in the rest.
        var condition = $"s.clip_id {(IsDownAtLast ? "<" : ">")} @afterId";
        for (var i = Keys.Length - 1; i >= 0; i--)
        {
            var (column, sign) = ($"s.{Keys[i].Column}", Keys[i].IsDown ? "<" : ">");
            condition = string.Create(CultureInfo.InvariantCulture, $"({column} {sign}= @after{i} AND ({column} {sign} @after{i} OR {condition}))");
        }

        return condition;
    }

    /// <summary>Which of two rows comes first, as the database has it: text by its bytes.</summary>
    internal int Compare(Place one, Place other)
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            var order = Keys[i].IsNumber
                ? long.Parse(one.Values[i], CultureInfo.InvariantCulture).CompareTo(long.Parse(other.Values[i], CultureInfo.InvariantCulture))
                : System.Text.Encoding.UTF8.GetBytes(one.Values[i]).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(other.Values[i]));
            if (order != 0) return Keys[i].IsDown ? -order : order;
        }

        var byId = string.CompareOrdinal(one.Id.ToString("D"), other.Id.ToString("D"));
        return IsDownAtLast ? -byId : byId;
    }

    /// <summary>A place in the order: what the row there is sorted by.</summary>
    internal sealed record Place(ImmutableArray<string> Values, Guid Id);

    /// <summary>A place as a text that a client gives back.</summary>
    internal string Write(Place place) => System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(place.Values.Prepend(Text).Append(place.Id.ToString("D"))));

    /// <summary>The place that a text stands for; null when it stands for none in this order.</summary>
    internal Place? Read(string text)
    {
        if (text.Length > 8000) return null;
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(System.Buffers.Text.Base64Url.DecodeFromChars(text));
            if (parts is null || parts.Length != Keys.Length + 2 || parts[0] != Text || !Guid.TryParseExact(parts[^1], "D", out var id)) return null;
            var values = parts[1..^1];
            for (var i = 0; i < values.Length; i++)
                if (values[i] is not { } value || value.Contains('\0', StringComparison.Ordinal) || (Keys[i].IsNumber && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) return null;
            return new Place([.. values.OfType<string>()], id);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
