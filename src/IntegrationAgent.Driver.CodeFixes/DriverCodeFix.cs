using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace IntegrationAgent.Driver.CodeFixes;

/// <summary>A fix that changes one place of one file.</summary>
internal abstract class DriverCodeFix(string diagnosticId, string title) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(diagnosticId);

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            var place = Place(diagnostic);
            if (place.SourceTree != root.SyntaxTree || Fix(root, root.FindNode(place.SourceSpan, getInnermostNodeForTie: true), diagnostic) is not { } changed)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: diagnosticId),
                diagnostic);
        }
    }

    /// <summary>Where the change goes.</summary>
    protected virtual Location Place(Diagnostic diagnostic) => diagnostic.Location;

    /// <summary>The file with the change, or null where none is mechanical.</summary>
    protected abstract SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic);
}
