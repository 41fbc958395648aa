using System.Security.Cryptography;
using Acetate.Library.Events;

namespace Acetate.Library.Shows;

/// <summary>Looks and framing decision lists of shows.</summary>
public static class ShowDocumentQueries
{
    private const string Columns = "id, show, name, kind, length, sha256, is_default, added_by, added_at, removed_by, removed_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Adds a document. Nothing is overwritten: a name that is on the list is taken.</summary>
        /// <param name="show">The show.</param>
        /// <param name="name">The file's name, already checked.</param>
        /// <param name="kind">What it is, already checked.</param>
        /// <param name="content">The file.</param>
        /// <param name="isDefault">Whether pulls have it where they name none; another of its kind then is that no more.</param>
        /// <param name="by">Who adds it.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <exception cref="LibraryException">There is no such show, or the name is taken.</exception>
        public async Task<ShowDocument> AddShowDocumentAsync(string show, string name, ShowDocumentKind kind, byte[] content, bool isDefault, string by, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(content);
            var there = await tx.RequireShowAsync(show, cancellationToken);
            await tx.RequireFreeNameAsync(there.Name, name, cancellationToken);
            var document = new ShowDocument
            {
                Id = Guid.CreateVersion7(tx.Now),
                Show = there.Name,
                Name = name,
                Kind = kind,
                Length = content.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
                IsDefault = isDefault,
                AddedBy = by,
                AddedAt = tx.Now,
            };
            if (isDefault) await tx.ClearDefaultAsync(there.Name, kind, cancellationToken);
            await tx.ExecuteAsync(
                $"INSERT INTO show_documents ({Columns}, content) VALUES (@Id, @Show, @Name, @kind, @Length, @Sha256, @IsDefault, @AddedBy, @AddedAt, NULL, NULL, @content)",
                new { document.Id, document.Show, document.Name, kind = KebabCase.Of(kind), document.Length, document.Sha256, document.IsDefault, document.AddedBy, document.AddedAt, content }, cancellationToken);
            await tx.TellShowAsync(there.Name, by, $"added {name}{(isDefault ? ", which pulls have where they name no other" : "")}", cancellationToken);
            return document;
        }

        /// <summary>The documents of a show by name, those on the list first.</summary>
        public async Task<List<ShowDocument>> ShowDocumentsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM show_documents WHERE show = @show ORDER BY CASE WHEN removed_at IS NULL THEN 0 ELSE 1 END, lower(name), added_at, id", new { show }, cancellationToken)).ConvertAll(row => row.ToDocument());

        /// <summary>A document of a show, on the list or not.</summary>
        /// <exception cref="LibraryException">There is none.</exception>
        public async Task<ShowDocument> RequireShowDocumentAsync(string show, Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM show_documents WHERE id = @id AND lower(show) = lower(@show)", new { id, show }, cancellationToken))?.ToDocument()
            ?? throw new LibraryException(LibraryProblem.NotFound, $"The show {show} has no document {id}. Look at its list again.");

        /// <summary>The bytes of a document, as they came.</summary>
        public async Task<byte[]> ShowDocumentContentAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Content>("SELECT content AS bytes FROM show_documents WHERE id = @id", new { id }, cancellationToken))?.Bytes
            ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no document {id}.");

        /// <summary>Makes a document the one that pulls have where they name none of its kind, or takes that back.</summary>
        /// <exception cref="LibraryException">It is not on the list.</exception>
        public async Task<ShowDocument> SetDefaultAsync(string show, Guid id, bool isDefault, string by, CancellationToken cancellationToken)
        {
            var document = await tx.RequireShowDocumentAsync(show, id, cancellationToken);
            if (document.RemovedAt is not null) throw new LibraryException(LibraryProblem.Conflict, $"{document.Name} was taken off the list by {document.RemovedBy}. Put it back first.");
            if (document.IsDefault == isDefault) return document;
            if (isDefault) await tx.ClearDefaultAsync(document.Show, document.Kind, cancellationToken);
            await tx.ExecuteAsync("UPDATE show_documents SET is_default = @isDefault WHERE id = @id", new { id, isDefault }, cancellationToken);
            await tx.TellShowAsync(document.Show, by, isDefault ? $"made {document.Name} the one that pulls have where they name no other" : $"took back that pulls have {document.Name} where they name no other", cancellationToken);
            return document with { IsDefault = isDefault };
        }

        /// <summary>Takes a document off the list, or puts it back. Pulls that have it keep it. Put back, it is what it was, unless another of its kind is what pulls have since.</summary>
        /// <exception cref="LibraryException">There is none, or its name is taken since.</exception>
        public async Task<ShowDocument> RemoveShowDocumentAsync(string show, Guid id, bool isRemoved, string by, CancellationToken cancellationToken)
        {
            var document = await tx.RequireShowDocumentAsync(show, id, cancellationToken);
            if (document.RemovedAt is not null == isRemoved) return document;
            if (isRemoved)
            {
                await tx.ExecuteAsync("UPDATE show_documents SET removed_by = @by, removed_at = @at WHERE id = @id", new { id, by, at = tx.Now }, cancellationToken);
            }
            else
            {
                await tx.RequireFreeNameAsync(document.Show, document.Name, cancellationToken);
                var other = document.IsDefault && await tx.ScalarAsync<long>(
                    "SELECT COUNT(*) FROM show_documents WHERE show = @Show AND kind = @kind AND removed_at IS NULL AND is_default = @yes", new { document.Show, kind = KebabCase.Of(document.Kind), yes = true }, cancellationToken) > 0;
                await tx.ExecuteAsync(
                    "UPDATE show_documents SET removed_by = NULL, removed_at = NULL, is_default = @isDefault WHERE id = @id", new { id, isDefault = document.IsDefault && !other }, cancellationToken);
            }

            await tx.TellShowAsync(document.Show, by, $"{(isRemoved ? "took" : "put")} {document.Name} {(isRemoved ? "off the list" : "back")}", cancellationToken);
            return await tx.RequireShowDocumentAsync(show, id, cancellationToken);
        }

        private Task<int> ClearDefaultAsync(string show, ShowDocumentKind kind, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE show_documents SET is_default = @no WHERE show = @show AND kind = @kind AND removed_at IS NULL", new { show, kind = KebabCase.Of(kind), no = false }, cancellationToken);

        private async Task RequireFreeNameAsync(string show, string name, CancellationToken cancellationToken)
        {
            if (await tx.ScalarAsync<string>("SELECT name FROM show_documents WHERE show = @show AND lower(name) = lower(@name) AND removed_at IS NULL", new { show, name }, cancellationToken) is { } taken)
                throw new LibraryException(LibraryProblem.Conflict, $"The show {show} has a document '{taken}' already. Nothing is overwritten: take that one off the list first, or give this one another name.");
        }

        private async Task TellShowAsync(string show, string by, string deed, CancellationToken cancellationToken) => await tx.AppendEventAsync(
            new() { At = tx.Now, Kind = "show.changed", Actor = by, Message = $"{by} changed the looks and framings of {show}: {deed}.", Show = show }, cancellationToken);
    }

    private sealed class Content
    {
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public long Length { get; set; }
        public string Sha256 { get; set; } = "";
        public bool IsDefault { get; set; }
        public string AddedBy { get; set; } = "";
        public DateTimeOffset AddedAt { get; set; }
        public string? RemovedBy { get; set; }
        public DateTimeOffset? RemovedAt { get; set; }

        public ShowDocument ToDocument() => new()
        {
            Id = Id,
            Show = Show,
            Name = Name,
            Kind = KebabCase.Parse<ShowDocumentKind>(Kind),
            Length = Length,
            Sha256 = Sha256,
            IsDefault = IsDefault,
            AddedBy = AddedBy,
            AddedAt = AddedAt,
            RemovedBy = RemovedBy,
            RemovedAt = RemovedAt,
        };
    }
}
