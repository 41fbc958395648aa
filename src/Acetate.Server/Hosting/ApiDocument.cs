using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ConformFrameSpan = Acetate.Tools.ConformPulls.FrameSpan;

namespace Acetate.Server.Hosting;

/// <summary>The OpenAPI document: one problem for every failure, and what each operation asks of its caller.</summary>
public static class ApiDocument
{
    /// <summary>Adds the document <c>/openapi/v1.json</c>.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        var named = new ConcurrentDictionary<string, Type>(StringComparer.Ordinal);
        options.CreateSchemaReferenceId = info => NameOf(info, named);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Acetate",
                Version = "v1",
                Description = "Footage from the camera card to the conform. Every error is a problem document; see docs/guide/problems.md.",
            };
            // The address differs from server to server; the document must not.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var rule = context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessRule>().LastOrDefault();
            operation.Description = string.Join("\n\n", new[] { operation.Description, Asks(rule) }.Where(text => !string.IsNullOrEmpty(text)));
            var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellationToken);
            context.Document?.AddComponent("ProblemDocument", schema);
            foreach (var parameter in context.Description.ParameterDescriptions)
                if (WordOf(parameter) is { } word && operation.Parameters?.FirstOrDefault(p => p.Name == parameter.Name) is OpenApiParameter described)
                {
                    context.Document?.AddComponent(word.Name, await context.GetOrCreateSchemaAsync(word, null, cancellationToken));
                    described.Schema = new OpenApiSchemaReference(word.Name, context.Document);
                }

            operation.Responses ??= [];
            operation.Responses["default"] = new OpenApiResponse
            {
                Description = "A problem (RFC 9457)",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDocument", context.Document) },
                },
            };
            if (rule is { Open: null })
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", context.Document)] = [] }];
        });
    });

    /// <summary>What the document calls a type. By default that is its name alone, and of two types of one name the document would describe both as the first.</summary>
    private static string? NameOf(JsonTypeInfo info, ConcurrentDictionary<string, Type> named)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(info) is not { } name) return null;
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type == typeof(ConformFrameSpan)) name = nameof(ConformFrameSpan);
        if (type == typeof(Media.Check.FindingSeverity)) name = "ClipFindingSeverity";
        return named.GetOrAdd(name, type) == type ? name
            : throw new InvalidOperationException($"{named[name]} and {type} would both be '{name}' in the API's document. Name one of them in {nameof(ApiDocument)}.");
    }

    /// <summary>The enumeration that a <see cref="Word{T}"/> of a query stands for.</summary>
    private static Type? WordOf(ApiParameterDescription parameter)
    {
        if ((parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.ParameterType is not { } type) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Word<>) ? type.GetGenericArguments()[0] : null;
    }

    private static string Asks(AccessRule? rule)
    {
        if (rule is null or { Open: not null }) return "";
        if (rule.Share is { } right) return $"Needs a share that is open to {Acetate.Library.KebabCase.Of(right)}: a token, or the cookie of a browser that opened its link.";
        if (rule.Action is not { } action || AccessCheck.RuleOf(action) is not { } asked) return "Needs a token.";
        var scope = $"Needs the scope `{Word(asked.Scope)}`";
        return asked.AdministratorsOnly ? $"{scope} and an administrator." : asked.Role is { } role ? $"{scope} and at least the role `{Word(role)}` in the show." : $"{scope}.";
    }

    private static string Word<T>(T value) => value!.ToString()!.ToLowerInvariant();
}
